from typing import Any

class ClientError(Exception):
    response: dict[str, Any]

class BotoCoreError(Exception): ...
class ParamValidationError(BotoCoreError): ...
