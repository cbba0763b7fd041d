using System.Diagnostics;
using Newtonsoft.Json.Linq;
using NovaDockerNet.Compute.Faults;
using NovaDockerNet.Objects.Exceptions;
using NovaDockerNet.Oslo.VersionedObjects;

namespace NovaDockerNet.Compute.Notifications;

/// <summary>Exceptions in notifications, under nova's class names where the exception is nova's.</summary>
static class FaultPayloads
{
    /// <summary>nova: ExceptionPayload.from_exception. Module and function are ours, where an exception is raised being a matter of the code.</summary>
    public static JObject Versioned(Exception exception)
    {
        var frame = new StackTrace(exception).GetFrame(0)?.GetMethod();
        return new JObject
        {
            ["module_name"] = frame?.DeclaringType?.FullName ?? "unknown",
            ["function_name"] = frame?.Name ?? "unknown",
            ["exception"] = ClassOf(exception),
            ["exception_message"] = exception.Message,
            ["traceback"] = string.Join(',', exception.ToString().Split('\n').Select(line => line + "\n")),
        };
    }

    /// <summary>nova: compute/utils.py exception_to_dict.</summary>
    public static JObject Legacy(Exception exception) => new()
    {
        ["exception"] = Repr(exception),
        ["message"] = InstanceFaults.Truncate(InstanceFaults.MessageOf(exception)),
        ["code"] = exception is NovaException nova ? nova.Code : 500,
    };

    /// <summary>nova: exception_wrapper.py _emit_legacy_exception_notification, _get_call_dict, _cleanse_dict.</summary>
    public static JObject Call(Exception exception, JObject arguments)
    {
        var cleansed = new JObject();
        foreach (var (name, value) in arguments)
        {
            if (!name.Contains("_pass", StringComparison.Ordinal))
                cleansed[name] = Flat(value);
        }
        return new JObject { ["exception"] = Repr(exception), ["args"] = cleansed };
    }

    // nova: NovaException.__repr__.
    private static string Repr(Exception exception) => exception is NovaException nova
        ? PythonText.Repr(new JObject { ["kwargs"] = nova.WireKwargs(), ["message"] = nova.Message, ["class"] = nova.ClassName })
        : $"{ClassOf(exception)}({PythonText.Repr(exception.Message)})";

    private static string ClassOf(Exception exception) => exception switch
    {
        NovaException nova => nova.ClassName,
        NotImplementedException => "NotImplementedError",
        _ => exception.GetType().Name,
    };

    // jsonutils.to_primitive, which takes the fields of an object and the members of a list.
    private static JToken Flat(JToken? value) => value switch
    {
        null => JValue.CreateNull(),
        JObject envelope when VersionedObject.IsObject(envelope) && envelope[EnvelopeData] is JObject { Count: 1 } list && list["objects"] is JArray items =>
            new JArray(items.Select(Flat)),
        JObject envelope when VersionedObject.IsObject(envelope) => Flat(envelope[EnvelopeData]),
        JObject dict => new JObject(dict.Properties().Select(p => new JProperty(p.Name, Flat(p.Value)))),
        JArray array => new JArray(array.Select(Flat)),
        _ => value.DeepClone(),
    };

    private const string EnvelopeData = "nova_object.data";
}
