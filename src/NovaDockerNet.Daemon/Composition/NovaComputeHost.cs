using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using NovaDockerNet.Daemon.Cli;
using NovaDockerNet.Daemon.Configuration;
using NovaDockerNet.Daemon.Lifecycle;
using NovaDockerNet.Daemon.Logging;
using NovaDockerNet.Oslo.Config;

namespace NovaDockerNet.Daemon.Composition;

/// <summary>The process: logging, the services, and their life from start to SIGTERM.</summary>
internal static partial class NovaComputeHost
{
    public static async Task<int> RunAsync(OsloConfig config)
    {
        using var host = Build(config);
        var logger = host.Services.GetRequiredService<ILoggerFactory>().CreateLogger("NovaDockerNet.Daemon");
        LogVersion(logger, Verbs.ProductVersion);
        foreach (var use in config.DeprecatedNamesInUse())
            LogDeprecated(logger, use);
        try
        {
            Compose(host, logger);
            await host.StartAsync();
        }
        catch (OperationCanceledException)
        {
            // Told to stop before everything was up; the stages have been stopped.
            return 0;
        }
        catch (Exception)
        {
            // The stage has logged what and why.
            return 1;
        }
        await host.WaitForShutdownAsync();
        return 0;
    }

    /// <summary>Makes every service; what cannot be made is a mistake in the configuration that only shows here, such as a missing certificate.</summary>
    private static void Compose(IHost host, ILogger logger)
    {
        try
        {
            host.Services.GetRequiredService<IReadOnlyList<Stage>>();
        }
        catch (Exception failure)
        {
            LogNotComposed(logger, failure, failure.Message);
            throw;
        }
    }

    internal static IHost Build(OsloConfig config)
    {
        var settings = LoggingSection.ToSettings(config);
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { ApplicationName = "nova-docker-net" });
        builder.Logging.SetMinimumLevel(LogLevel.Trace);
        builder.Services.AddSingleton<ILoggerProvider>(new NovaLoggerProvider(settings, LogSinks.Open(settings), TimeProvider.System));
        builder.Services.Configure<ConsoleLifetimeOptions>(static options => options.SuppressStatusMessages = true);
        // Each stage has its own limit.
        builder.Services.Configure<HostOptions>(static options => options.ShutdownTimeout = Timeout.InfiniteTimeSpan);
        builder.Services.AddSingleton(config).AddNovaCompute();
        return builder.Build();
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Starting nova-docker-net {Version}")]
    private static partial void LogVersion(ILogger logger, string version);

    [LoggerMessage(Level = LogLevel.Critical, Message = "Cannot start: {Reason}")]
    private static partial void LogNotComposed(ILogger logger, Exception exception, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Use}")]
    private static partial void LogDeprecated(ILogger logger, string use);
}
