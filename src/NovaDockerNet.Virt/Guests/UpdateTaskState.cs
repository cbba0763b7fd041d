using NovaDockerNet.Objects.Instances;

namespace NovaDockerNet.Virt.Guests;

/// <summary>Records how far a snapshot has come. nova: the update_task_state of driver.snapshot.</summary>
/// <param name="taskState">nova's names for a snapshot; a shelving maps them to its own.</param>
/// <param name="expected">What the instance must still be in; null for what the operation began with.</param>
public delegate Task UpdateTaskState(TaskState taskState, TaskState? expected, CancellationToken cancellationToken);
