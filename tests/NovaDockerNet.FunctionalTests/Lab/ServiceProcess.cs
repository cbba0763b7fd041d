using System.Collections.Concurrent;
using System.Diagnostics;
using NovaDockerNet.FaultPoints;

namespace NovaDockerNet.FunctionalTests.Lab;

/// <summary>
/// The service under test as a child of the test, with fault points that can be armed while it runs. The lab's own must be stopped meanwhile, and
/// be started again afterwards, so that the lab's records are right.
/// </summary>
internal sealed class ServiceProcess : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(180);

    private readonly ConcurrentQueue<string> _lines = new();
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly string _points;
    private readonly Process _process;

    private ServiceProcess(LabEnvironment lab, string points, string? extraConfiguration)
    {
        _points = points;
        string[] extra = extraConfiguration is null ? [] : ["--config-file", extraConfiguration];
        var start = new ProcessStartInfo(lab.Executable, ["--config-file", lab.NovaConf, .. extra])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = lab.StatePath,
        };
        // What the lab gives its services and nothing of the test's, which may itself run under systemd.
        start.Environment.Clear();
        start.Environment["PATH"] = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
        start.Environment["LANG"] = "C.UTF-8";
        start.Environment["HOME"] = Path.Combine(lab.StateFolder, "home");
        start.Environment["DOTNET_gcServer"] = "0";
        start.Environment[FaultSwitch.Variable] = "@" + points;
        _process = new Process { StartInfo = start, EnableRaisingEvents = true };
        _process.OutputDataReceived += (_, e) => Take(e.Data);
        _process.ErrorDataReceived += (_, e) => Take(e.Data);
        _process.Exited += (_, _) => _ready.TrySetException(new InvalidOperationException("the service ended while it was starting"));
    }

    /// <param name="points">The file that arms fault points.</param>
    /// <param name="extraConfiguration">A file whose options win over the lab's.</param>
    public static async Task<ServiceProcess> StartAsync(LabEnvironment lab, string points, string? extraConfiguration = null)
    {
        File.Delete(points);
        var service = new ServiceProcess(lab, points, extraConfiguration);
        service._process.Start();
        service._process.BeginOutputReadLine();
        service._process.BeginErrorReadLine();
        try
        {
            await service._ready.Task.WaitAsync(Limit);
            return service;
        }
        catch (Exception e)
        {
            await service.DisposeAsync();
            throw new InvalidOperationException($"{e.Message}\n{service.Tail(40)}", e);
        }
    }

    /// <summary>The process will die when all of these have been reached.</summary>
    public void Arm(IEnumerable<string> points)
    {
        File.WriteAllLines(_points + ".new", points);
        File.Move(_points + ".new", _points, overwrite: true);
    }

    /// <summary>Waits for the death that was armed; returns the points and who reached them, as the process said.</summary>
    public async Task<IReadOnlyList<string>> WaitKilledAsync()
    {
        try
        {
            await _process.WaitForExitAsync().WaitAsync(Limit);
        }
        catch (TimeoutException)
        {
            Assert.Fail($"the armed points were not all reached; armed:\n{File.ReadAllText(_points)}\nreached:\n{string.Join('\n', Reached())}\n{Tail(60)}");
        }
        Assert.True(_process.ExitCode == 128 + 9, $"the service ended with {_process.ExitCode} and not by SIGKILL:\n{Tail(60)}");
        return Reached();
    }

    /// <summary>The last lines it wrote, or those about an instance.</summary>
    public string Tail(int count, string? about = null) =>
        string.Join('\n', _lines.Where(line => about is null || line.Contains(about, StringComparison.Ordinal)).TakeLast(count));

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private List<string> Reached() => [.. _lines.Where(line => line.StartsWith("fault point ", StringComparison.Ordinal))];

    private void Take(string? line)
    {
        if (line is null)
            return;
        _lines.Enqueue(line);
        if (line.Contains("nova-docker-net is ready", StringComparison.Ordinal))
            _ready.TrySetResult();
    }
}
