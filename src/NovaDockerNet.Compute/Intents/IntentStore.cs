using System.Globalization;
using Microsoft.Extensions.Logging;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;
using NovaDockerNet.Virt.State;

namespace NovaDockerNet.Compute.Intents;

/// <summary>The intents of the operations in flight: a file each under state_path/intents, readable by the service alone.</summary>
/// <remarks>They are not in the instance's own folder, because terminate removes that folder before its last save.</remarks>
sealed partial class IntentStore(string statePath, TimeProvider time, ILogger<IntentStore> logger)
{
    private const string Suffix = ".json";
    private const string UnreadableSuffix = ".unreadable";

    private static readonly JsonSerializerSettings Settings = new()
    {
        DateParseHandling = DateParseHandling.None,
        FloatParseHandling = FloatParseHandling.Decimal,
        MaxDepth = 128,
    };

    private readonly string _root = Path.Combine(statePath, "intents");

    /// <summary>Makes the intent durable (written, fsynced, renamed) before the first side effect.</summary>
    /// <remarks>
    /// A full disk does not refuse the operation, least of all the deletion that would make room: without a record a crash ends as it does in nova.
    /// </remarks>
    public RecordedIntent Record(string operation, string instanceUuid, string? requestId, JObject? context = null, JObject? args = null)
    {
        // The uuid becomes a file name: whoever sent it must not leave the folder.
        if (!Guid.TryParseExact(instanceUuid, "D", out _))
            throw new ArgumentException($"\"{instanceUuid}\" is not an instance uuid", nameof(instanceUuid));
        var intent = new Intent
        {
            Operation = operation,
            InstanceUuid = instanceUuid,
            RequestId = requestId,
            RecordedAt = time.GetUtcNow().ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture),
            Context = context,
            Args = args,
        };
        var path = Path.Combine(_root, $"{instanceUuid}.{operation}{Suffix}");
        ComputeFaultPoints.IntentTaken.Reached(instanceUuid);
        try
        {
            Directory.CreateDirectory(_root, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            AtomicFile.WriteAllText(path, JsonConvert.SerializeObject(intent, Settings));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            LogNotRecorded(e, path);
        }
        ComputeFaultPoints.IntentRecorded.Reached(instanceUuid);
        return new RecordedIntent(intent, path);
    }

    /// <summary>True while an operation on this instance is on record.</summary>
    public bool Exists(string instanceUuid) => Directory.Exists(_root) && Directory.EnumerateFiles(_root, $"{instanceUuid}.*{Suffix}").Any();

    /// <summary>What was in flight when the service last ended, oldest first.</summary>
    public IReadOnlyList<RecordedIntent> ReadAll()
    {
        if (!Directory.Exists(_root))
            return [];
        AtomicFile.RemoveLeftovers(_root);
        var found = new List<RecordedIntent>();
        foreach (var path in Directory.EnumerateFiles(_root, "*" + Suffix))
        {
            if (TryRead(path) is { } intent)
                found.Add(new RecordedIntent(intent, path));
        }
        return [.. found.OrderBy(r => r.Intent.RecordedAt, StringComparer.Ordinal)];
    }

    private Intent? TryRead(string path)
    {
        try
        {
            var intent = JsonConvert.DeserializeObject<Intent>(File.ReadAllText(path), Settings);
            if (intent is { Format: Intent.CurrentFormat } && Guid.TryParseExact(intent.InstanceUuid, "D", out _))
                return intent;
            LogUnreadable(null, path);
        }
        catch (JsonException e)
        {
            LogUnreadable(e, path);
        }
        // Kept for whoever looks into it, out of the way of the next start.
        File.Move(path, path + UnreadableSuffix, overwrite: true);
        return null;
    }

    [LoggerMessage(Level = LogLevel.Error,
        Message = "{Path} cannot be written; the operation goes on, but a crash of the service before its end would leave it half done")]
    private partial void LogNotRecorded(Exception exception, string path);

    [LoggerMessage(Level = LogLevel.Error,
        Message = "{Path} is no intent record of this version; kept as .unreadable. Its server is treated as nova treats an interrupted one")]
    private partial void LogUnreadable(Exception? exception, string path);
}
