namespace NovaDockerNet.Compute.Endpoints;

/// <summary>A method this driver does not have, with the failure nova-api answers the user with.</summary>
/// <param name="Decorators">nova's decorators of the method: for a cast they are all the user will see.</param>
/// <param name="Failure">Raised after the effect.</param>
/// <param name="Effect">What must be put back for nothing to hang or leak; null where the decorators suffice.</param>
sealed record RefusedOperation(
    string Method,
    IReadOnlyList<string> Decorators,
    Func<Operation, Exception> Failure,
    Func<RefusalEffects, Operation, CancellationToken, Task>? Effect = null);
