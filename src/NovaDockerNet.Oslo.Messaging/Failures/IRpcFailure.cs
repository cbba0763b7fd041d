using Newtonsoft.Json.Linq;

namespace NovaDockerNet.Oslo.Messaging.Failures;

/// <summary>
/// An exception that says itself how the caller shall see it. Python rebuilds <c>Module.Class(*Args, **Kwargs)</c> for the modules it allows
/// (nova.exception and builtins); everything else becomes RemoteError.
/// </summary>
public interface IRpcFailure
{
    /// <summary>Python class name, such as InstanceNotFound.</summary>
    string Class { get; }

    /// <summary>Python module, such as nova.exception.</summary>
    string Module { get; }

    JArray Args { get; }

    JObject Kwargs { get; }

    /// <summary>Part of the method's contract: the server then logs no error. oslo.messaging: expected_exceptions.</summary>
    bool IsExpected => false;
}
