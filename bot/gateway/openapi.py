"""What FastAPI cannot describe itself: the WebSocket and its frames."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI
from pydantic.json_schema import models_json_schema

from bot.gateway.messages import ErrorBody, MessageRequest, Reply
from bot.gateway.socket import FirstFrame

_DESCRIPTION = """\
Chat with Laituri. Open a conversation, keep its token, send messages with it.

Every error, whatever its status, has the shape `ErrorBody`: even an error says where
help is. Ids of replies ascend within a conversation.
"""

_SOCKET = """\
A WebSocket. The first frame, within 5 s, is `FirstFrame`; a token never stands in an
address. With `after`, the replies after that id come at once. Each later frame is a
`MessageRequest`. The server pushes `{"message_id"?, "replies": [Reply]}`, also later
replies that no message asked for, and `{"message_id"?, "error", "replies"}` when a
frame cannot be read. Close codes: 4401 no or unknown token, 4429 too many sockets.
"""


def describe(app: FastAPI) -> None:
    """Complete the application's OpenAPI document."""
    generate = app.openapi

    def document() -> dict[str, Any]:
        complete = app.openapi_schema is not None
        schema = generate()
        if not complete:
            _complete(schema)
        return schema

    app.description = _DESCRIPTION
    app.openapi = document  # type: ignore[method-assign]


def _complete(document: dict[str, Any]) -> None:
    schemas = document["components"]["schemas"]
    _, extra = models_json_schema(
        [(FirstFrame, "validation"), (MessageRequest, "validation")],
        ref_template="#/components/schemas/{model}",
    )
    schemas |= {
        name: schema
        for name, schema in extra.get("$defs", {}).items()
        if name not in schemas
    }
    schemas["SocketPush"] = {
        "title": "SocketPush",
        "type": "object",
        "required": ["replies"],
        "properties": {
            "message_id": {"type": "string"},
            "error": {"$ref": "#/components/schemas/Problem"},
            "replies": {
                "type": "array",
                "items": {"$ref": f"#/components/schemas/{Reply.__name__}"},
            },
        },
    }
    document["paths"]["/api/v1/socket"] = {
        "get": {
            "summary": "Messages and replies over a WebSocket",
            "description": _SOCKET,
            "operationId": "socket",
            "responses": {
                "101": {"description": "The connection becomes a WebSocket."},
                "403": {"description": "The page's origin is not allowed."},
            },
            "x-websocket": {
                "first": {"$ref": "#/components/schemas/FirstFrame"},
                "send": {"$ref": "#/components/schemas/MessageRequest"},
                "receive": {"$ref": "#/components/schemas/SocketPush"},
                "error": {"$ref": f"#/components/schemas/{ErrorBody.__name__}"},
            },
        }
    }
