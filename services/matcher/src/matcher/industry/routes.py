"""`GET /v1/industry-packages` and one of them."""

from typing import Annotated

from fastapi import APIRouter, Path

from matcher.industry.schemas import PackageList
from matcher.industry.service import find_package, list_packages
from matcher.policies import ReadIndustryPackages
from rettematch.industry.model import IndustryPackage
from rettematch.pagination import Paging

router = APIRouter(tags=["industry packages"])


@router.get("/v1/industry-packages", summary="List industry packages")
async def read_packages(_: ReadIndustryPackages, paging: Paging) -> PackageList:
    """The lines of work that a citizen can choose (branchepakker), by id, each with a short description."""
    return list_packages(paging)


@router.get("/v1/industry-packages/{package_id}", summary="Read an industry package")
async def read_package(
    package_id: Annotated[str, Path(max_length=60, examples=["kitchen"])], _: ReadIndustryPackages
) -> IndustryPackage:
    """Typical tasks, requirements, competences, demands and the path through the package."""
    return find_package(package_id)
