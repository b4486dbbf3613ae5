from zenml.client import Client

straight, deep, shallow = Client().get_pipeline("digits_pipeline").runs
assert shallow.steps["tree_trainer"].output.load().get_depth() == 1
assert shallow.steps["tree_trainer"].config.parameters["params"] == {"max_depth": 1, "seed": 0}
assert deep.steps["tree_trainer"].output.load().max_depth == 5
assert straight.name == "straight"
assert straight.steps["importer"].status == deep.steps["importer"].status == "cached"
assert list(shallow.steps["importer"].outputs) == ["X_train", "X_test", "y_train", "y_test"]
scores = [run.steps["evaluator"].outputs["test_acc"].load() for run in (shallow, deep, straight)]
assert scores[0] < scores[1] and scores[2] > 0.8
assert shallow.steps["evaluator"].outputs["test_acc"].name == "test_acc"
print("done")
