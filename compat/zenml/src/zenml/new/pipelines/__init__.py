"""The names of `zenml.new.pipelines`, provided by Tallystick."""
