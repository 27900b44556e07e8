"""Changing a resource by naming only what changes (JSON Merge Patch, RFC 7396), validated as the whole it becomes."""

from collections.abc import Mapping
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError, create_model
from pydantic.config import JsonDict
from pydantic.fields import FieldInfo

from rettematch.problems import InvalidRequest, field_errors

Model = TypeVar("Model", bound=BaseModel)


def partial(model: type[Model]) -> type[Model]:
    """The same fields, none of them required: the body of a PATCH.

    The static type stays that of `model`, so a route can name its fields; `merge` reads only those that were sent.
    """
    fields: dict[str, Any] = {
        name: (_annotated(info), Field(default=None, description=info.description, examples=info.examples))
        for name, info in model.model_fields.items()
    }
    return create_model(  # type: ignore[no-any-return]
        model.__name__.removesuffix("Write") + "Change",
        __config__=ConfigDict(extra="forbid", json_schema_extra=_one_field_of_the_example(model)),
        __doc__="What changes; a field that is left out stays as it is.",
        **fields,
    )


def _one_field_of_the_example(model: type[BaseModel]) -> JsonDict | None:
    """The last field of the model's own example: a patch names only what changes."""
    extra = model.model_config.get("json_schema_extra")
    if not isinstance(extra, dict) or not isinstance(examples := extra.get("examples"), list):
        return None
    whole = examples[0]
    return {"examples": [dict([list(whole.items())[-1]])]} if isinstance(whole, dict) else None


def _annotated(info: FieldInfo) -> Any:
    annotation: Any = info.annotation
    for constraint in info.metadata:
        annotation = Annotated[annotation, constraint]
    return annotation


def merge(model: type[Model], current: Mapping[str, Any], patch: BaseModel) -> Model:
    """The whole resource after a patch.

    Args:
        model: The resource as it can be written.
        current: Its present values by field name.
        patch: An instance of `partial(model)`.

    Raises:
        InvalidRequest: the whole would not be valid, for instance its dates in the wrong order.
    """
    sent = patch.model_dump(exclude_unset=True)
    known = {name: current[name] for name in model.model_fields if name in current}
    try:
        return model.model_validate({**known, **sent})
    except ValidationError as error:
        found = field_errors(error.errors(include_input=False, include_url=False))
        prefixed = [one.model_copy(update={"field": f"body.{one.field}".rstrip(".")}) for one in found]
        raise InvalidRequest(errors=prefixed) from None
