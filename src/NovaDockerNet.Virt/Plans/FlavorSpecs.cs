using System.Globalization;
using NovaDockerNet.Objects.Exceptions;
using NovaDockerNet.Objects.Instances;

namespace NovaDockerNet.Virt.Plans;

/// <summary>Extra specs of a flavor; a value that is none refuses the request and names its key.</summary>
static class FlavorSpecs
{
    /// <summary>Null when the flavor does not say.</summary>
    public static long? Number(Flavor flavor, string name)
    {
        if (!flavor.ExtraSpecs.TryGetValue(name, out var text))
            return null;
        return long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value)
            ? value
            : throw new InvalidInput($"flavor extra spec {name} is \"{text}\", not a number");
    }

    /// <summary>The same of a limit, where zero is none. nova: api/validation/extra_specs/quota.py, which an administrator's older client can pass by.</summary>
    public static long? Limit(Flavor flavor, string name) => Number(flavor, name) switch
    {
        < 0 and var value => throw new InvalidInput($"flavor extra spec {name} is {value}, less than 0"),
        0 => null,
        var value => value,
    };
}
