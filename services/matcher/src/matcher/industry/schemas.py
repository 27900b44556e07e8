"""Industry packages in a list."""

from pydantic import BaseModel, Field

from rettematch.pagination import Page


class PackageSummary(BaseModel):
    """What a list shows of a package."""

    id: str = Field(examples=["kitchen"])
    name_da: str = Field(examples=["Køkken og kantine"])
    name_en: str = Field(examples=["Kitchen and canteen"])
    summary_da: str
    summary_en: str


class PackageList(Page[PackageSummary]):
    """The industry packages, by id."""
