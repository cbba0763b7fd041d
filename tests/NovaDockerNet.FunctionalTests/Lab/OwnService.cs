namespace NovaDockerNet.FunctionalTests.Lab;

/// <summary>
/// A service under test in place of the lab's own, which comes back when this one is disposed of, and when this one does not start. Dispose of it
/// before servers are deleted and the host is looked at.
/// </summary>
internal sealed class OwnService : IAsyncDisposable
{
    private readonly LabSession _lab;
    private readonly string _points;
    private readonly string? _extraConfiguration;
    private ServiceProcess? _process;

    private OwnService(LabSession lab, string points, string? extraConfiguration) => (_lab, _points, _extraConfiguration) = (lab, points, extraConfiguration);

    internal ServiceProcess Process => _process ?? throw new InvalidOperationException("the service under test did not start again");

    /// <param name="lab">Whose service is stopped meanwhile.</param>
    /// <param name="points">The file that arms fault points.</param>
    /// <param name="extraConfiguration">A file whose options win over the lab's.</param>
    internal static async Task<OwnService> StartAsync(LabSession lab, string points, string? extraConfiguration = null)
    {
        var service = new OwnService(lab, points, extraConfiguration);
        await lab.LabAsync("compute", "stop");
        try
        {
            await service.RestartAsync();
            return service;
        }
        catch
        {
            await service.DisposeAsync();
            throw;
        }
    }

    /// <summary>Ends it, if it has not ended yet, and starts it anew.</summary>
    internal async Task RestartAsync()
    {
        await EndAsync();
        _process = await ServiceProcess.StartAsync(_lab.Environment, _points, _extraConfiguration);
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            await EndAsync();
        }
        finally
        {
            await _lab.LabAsync("compute", "start");
        }
    }

    private async Task EndAsync()
    {
        var process = _process;
        _process = null;
        if (process is not null)
            await process.DisposeAsync();
    }
}
