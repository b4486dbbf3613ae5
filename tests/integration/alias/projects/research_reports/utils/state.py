from pydantic import BaseModel, Field


class Finding(BaseModel):
    """What is known about one part of a question."""

    part: str
    text: str = ""
    sources: list[str] = Field(default_factory=list)
    confidence: float = 0.0


class ResearchState(BaseModel):
    """All that is known about a question."""

    query: str
    parts: list[str] = Field(default_factory=list)
    findings: dict[str, Finding] = Field(default_factory=dict)
    critique: str | None = None

    def get_current_stage(self) -> str:
        return "findings" if self.findings else "parts"
