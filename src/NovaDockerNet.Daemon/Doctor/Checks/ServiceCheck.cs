using System.Globalization;
using NovaDockerNet.Objects.Hosts;

namespace NovaDockerNet.Daemon.Doctor.Checks;

/// <summary>This host's row among nova's services, against what runs here.</summary>
internal sealed class ServiceCheck(
    string host, TimeSpan serviceDownTime, Func<CancellationToken, Task<Service?>> find, Func<int?> serviceProcess, TimeProvider time)
    : Check(CheckNames.Service, CheckNames.Conductor)
{
    public override async Task<IReadOnlyList<Finding>> RunAsync(CancellationToken cancellationToken)
    {
        var row = await find(cancellationToken);
        var process = serviceProcess();
        if (row is null)
        {
            return process is null
                ? [Finding.Ok($"Nova does not know host {host} yet; the service makes its record when it starts first")]
                : [Finding.Warning($"the service runs (process {process}), but Nova does not know host {host}", "it may be starting; its log says what it waits for")];
        }
        List<Finding> findings = [];
        if (row.IsSet(Service.Fields.Disabled) && row.Disabled)
        {
            findings.Add(Finding.Warning(
                $"{host} is disabled{(row.IsSet(Service.Fields.DisabledReason) && row.DisabledReason is { } why ? ": " + why : "")}; no server is scheduled here",
                $"openstack compute service set --enable {host} nova-compute"));
        }
        if (row.IsSet(Service.Fields.ForcedDown) && row.ForcedDown)
            findings.Add(Finding.Warning($"{host} is forced down", $"openstack compute service set --up {host} nova-compute"));
        var seen = row.IsSet(Service.Fields.LastSeenUp) ? row.LastSeenUp : null;
        var ago = seen is { } last ? time.GetUtcNow() - last : (TimeSpan?)null;
        var when = ago is { } span ? string.Create(CultureInfo.InvariantCulture, $"last report {Math.Max(0, span.TotalSeconds):0} s ago") : "no report yet";
        findings.Add((process, ago) switch
        {
            ({ } pid, { } age) when age < serviceDownTime => Finding.Ok($"{host} is up (process {pid}), {when}"),
            ({ } pid, _) => Finding.Warning($"the service runs (process {pid}), but Nova has it down: {when}", "it may be starting; its log says what it waits for"),
            _ => Finding.Ok($"{host} does not run now, {when}"),
        });
        return findings;
    }
}
