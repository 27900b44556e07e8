"""Reading industry packages; they are files, so there is nothing to wait for."""

from matcher.industry.schemas import PackageList, PackageSummary
from rettematch.industry.model import IndustryPackage
from rettematch.industry.packages import UnknownPackageError, all_packages, package
from rettematch.pagination import PageRequest, Pagination
from rettematch.problems import NotFound


def list_packages(paging: PageRequest) -> PackageList:
    """A page by id; `after` is the last id of the page before."""
    remaining = [each for each in all_packages() if paging.after is None or each.id > paging.after]
    shown = remaining[: paging.limit]
    following = shown[-1].id if len(remaining) > len(shown) else None
    items = [
        PackageSummary(
            id=each.id,
            name_da=each.name_da,
            name_en=each.name_en,
            summary_da=each.summary_da,
            summary_en=each.summary_en,
        )
        for each in shown
    ]
    return PackageList(items=items, pagination=Pagination(limit=paging.limit, next=following))


def find_package(package_id: str) -> IndustryPackage:
    """One package.

    Raises:
        NotFound: there is no package with this id.
    """
    try:
        return package(package_id)
    except UnknownPackageError:
        raise NotFound from None
