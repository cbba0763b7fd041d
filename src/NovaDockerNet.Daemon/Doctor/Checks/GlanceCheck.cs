namespace NovaDockerNet.Daemon.Doctor.Checks;

/// <summary>Glance answers.</summary>
/// <param name="get">GET of a path.</param>
internal sealed class GlanceCheck(Func<string, CancellationToken, Task<ServiceAnswer>> get) : Check(CheckNames.Glance)
{
    protected internal override string Advice => "see keystone above; else: is Glance running, and its endpoint right ([glance] api_servers, endpoint_override, region_name)?";

    public override async Task<IReadOnlyList<Finding>> RunAsync(CancellationToken cancellationToken)
    {
        var answer = await get("/v2/images?limit=1", cancellationToken);
        return [Finding.Ok($"answers at {answer.Address.GetLeftPart(UriPartial.Authority)}")];
    }
}
