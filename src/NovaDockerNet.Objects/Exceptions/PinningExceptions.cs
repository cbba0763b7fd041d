namespace NovaDockerNet.Objects.Exceptions;

public sealed class CPUPinningInvalid(ExceptionDetails details) : Invalid(details)
{
    public CPUPinningInvalid(string requested, string available)
        : this(Describe(
            "CPU set to pin %(requested)s must be a subset of free CPU set %(available)s", 400, ("requested", requested), ("available", available)))
    {
    }
}

public sealed class CPUPinningUnknown(ExceptionDetails details) : Invalid(details)
{
    public CPUPinningUnknown(string requested, string available)
        : this(Describe(
            "CPU set to pin %(requested)s must be a subset of known CPU set %(available)s", 400, ("requested", requested), ("available", available)))
    {
    }
}

public sealed class CPUUnpinningInvalid(ExceptionDetails details) : Invalid(details)
{
    public CPUUnpinningInvalid(string requested, string available)
        : this(Describe(
            "CPU set to unpin %(requested)s must be a subset of pinned CPU set %(available)s", 400, ("requested", requested), ("available", available)))
    {
    }
}

public sealed class CPUUnpinningUnknown(ExceptionDetails details) : Invalid(details)
{
    public CPUUnpinningUnknown(string requested, string available)
        : this(Describe(
            "CPU set to unpin %(requested)s must be a subset of known CPU set %(available)s", 400, ("requested", requested), ("available", available)))
    {
    }
}
