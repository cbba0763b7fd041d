using NovaDockerNet.Compute.Workflows.Resize;

namespace NovaDockerNet.Compute.Workflows;

/// <summary>The workflows that act on a guest as it is, for the endpoint.</summary>
sealed record GuestWorkflows(
    SuspendWorkflow Suspend, GuestActions Actions, Diagnostics Diagnostics, InterfaceWorkflow Interfaces, SerialConsoleAccess SerialConsole,
    ResizeWorkflow Resize, ResizeEnd ResizeEnd, RescueWorkflow Rescue);
