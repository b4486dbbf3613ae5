from utils.state import ResearchState
from zenml.client import Client
from zenml.utils.pagination_utils import depaginate

client = Client()
run = client.get_pipeline("research_pipeline").last_run
assert [tag.name for tag in run.tags] == ["research", "reports"]
assert run.config.parameters == {"query": "a-b-c", "parts": 3}
assert run.steps["decompose"].run_metadata["decomposition"]["parts"] == ["a", "b", "c"]
assert run.run_metadata["decompose::decomposition"]["succeeded"] is True

decomposed = run.steps["decompose"].output
assert decomposed.run_metadata["stage"] == "parts"
assert decomposed.run_metadata["part_names"] == ["a", "b", "c"]
assert isinstance(decomposed.load(), ResearchState)
assert "state_materializer" in decomposed.materializer
merged = run.steps["merge"].output
assert set(merged.load().findings) == {"a", "b", "c"}
assert round(merged.run_metadata["mean_confidence"], 6) == 0.6
assert [preview.type for preview in merged.record.previews] == ["html"]

report = client.get_artifact_version("final_report")
assert report.type == "DataAnalysisArtifact"
assert report.run_metadata["kind"] == "html"
assert report.run_metadata["lines"] == 3
assert {tag.name for tag in report.tags} == {"report", "final"}
assert "<h1>a-b-c</h1>" in report.load()
assert client.get_artifact_version("statistics").load()["confidence"]["c"] == 0.7
answers = depaginate(client.list_artifact_versions, name="answered", size=2)
assert len(answers) == 3
found = client.list_run_steps(pipeline_run_id=run.id, run_metadata="answered:true")
assert sorted(step.name for step in found) == ["answer_0", "answer_1", "answer_2"]
print("done")
