namespace NovaDockerNet.Compute.Workflows;

/// <summary>The workflows that make images of servers and servers of images, for the endpoint.</summary>
sealed record ImageWorkflows(SnapshotWorkflow Snapshot, RebuildWorkflow Rebuild, ShelveWorkflow Shelve, UnshelveWorkflow Unshelve);
