from pipelines.training import digits_pipeline
from steps.importer import importer
from steps.trainers import TreeParameters, evaluator, line_trainer, tree_trainer

if __name__ == "__main__":
    shallow = digits_pipeline(
        importer=importer(),
        trainer=tree_trainer(TreeParameters(max_depth=1)),
        evaluator=evaluator(),
    )
    shallow.run()

    digits_pipeline(importer(), tree_trainer(), evaluator()).run(config_path="config.yaml")

    straight = digits_pipeline(importer=importer(), trainer=line_trainer(), evaluator=evaluator())
    straight.run(run_name="straight", unlisted=True)
