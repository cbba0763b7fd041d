using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using NovaDockerNet.OpenStack.Http;
using NovaDockerNet.OpenStack.Services;
using NovaDockerNet.Oslo.Config;

namespace NovaDockerNet.Daemon.Configuration;

/// <summary>keystoneauth's session and adapter in one group (keystoneauth1/loading/session.py, adapter.py).</summary>
internal sealed class AdapterOptions(string group, string serviceType)
{
    private readonly ConfigOption<string> _serviceType = Options.String(group, "service_type", serviceType, "Type of the service in Keystone's catalog.");
    private readonly ConfigOption<string?> _serviceName = Options.OptionalString(group, "service_name", "Name of the service in Keystone's catalog.");
    private readonly ConfigOption<IReadOnlyList<string>> _interfaces = Options.List(
        group, "valid_interfaces", ["internal", "public"], "Endpoint interfaces, the preferred one first.");
    private readonly ConfigOption<string?> _region = Options.OptionalString(group, "region_name", "Region of the endpoint.");
    private readonly ConfigOption<string?> _override = Options.OptionalString(group, "endpoint_override", "The service's address, instead of the catalog's.");
    private readonly ConfigOption<int?> _connectRetries = Options.OptionalInteger(group, "connect_retries", "How often to try again when no connection comes about.", min: 0);
    private readonly ConfigOption<string?> _caFile = Options.OptionalString(group, "cafile", "Certificate authorities, PEM.");
    private readonly ConfigOption<string?> _certFile = Options.OptionalString(group, "certfile", "Our certificate, PEM.");
    private readonly ConfigOption<string?> _keyFile = Options.OptionalString(group, "keyfile", "Its key, PEM.");
    private readonly ConfigOption<bool> _insecure = Options.Boolean(group, "insecure", false, "Accept any certificate.");
    private readonly ConfigOption<double?> _timeout = Options.OptionalFloat(group, "timeout", "Seconds one request may take.", min: 0);

    public IReadOnlyList<ConfigOption> All => [_serviceType, _serviceName, _interfaces, _region, _override, _connectRetries, .. Session];

    /// <summary>For a group with credentials but without a service of its own.</summary>
    public IReadOnlyList<ConfigOption> Session => [_caFile, _certFile, _keyFile, _insecure, _timeout];

    public ServiceOptions ToServiceOptions(OsloConfig config, int retries, string versionPath = "", string? microversion = null) => new()
    {
        ServiceType = config.Get(_serviceType),
        ServiceName = config.Get(_serviceName),
        ValidInterfaces = config.Get(_interfaces),
        RegionName = config.Get(_region),
        EndpointOverrides = config.Get(_override) is { Length: > 0 } address ? [address] : [],
        Retries = config.Get(_connectRetries) ?? retries,
        VersionPath = versionPath,
        Microversion = microversion,
    };

    public HttpTransportOptions ToTransportOptions(OsloConfig config)
    {
        var options = new HttpTransportOptions
        {
            CaFile = NullIfEmpty(config.Get(_caFile)),
            CertFile = NullIfEmpty(config.Get(_certFile)),
            KeyFile = NullIfEmpty(config.Get(_keyFile)),
            Insecure = config.Get(_insecure),
        };
        return config.Get(_timeout) is { } seconds and > 0 ? options with { Timeout = TimeSpan.FromSeconds(seconds) } : options;
    }

    /// <summary>Reads the certificates that are named, so that a wrong file shows before anything is touched.</summary>
    public void CheckFiles(OsloConfig config)
    {
        var options = ToTransportOptions(config);
        if (options is { CaFile: { } caFile, Insecure: false })
        {
            Check(config, _caFile, caFile, () =>
            {
                var authorities = new X509Certificate2Collection();
                authorities.ImportFromPemFile(caFile);
                if (authorities.Count == 0)
                    throw new CryptographicException("it holds no certificate");
            });
        }
        if (options.CertFile is { } certFile)
            Check(config, _certFile, certFile, () => X509Certificate2.CreateFromPemFile(certFile, options.KeyFile).Dispose());
    }

    private static void Check(OsloConfig config, ConfigOption option, string file, Action read)
    {
        try
        {
            read();
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw new OsloConfigException($"cannot use {file}: {problem.Message}", config.LocationOf(option), option.Group, option.Name, problem);
        }
    }

    private static string? NullIfEmpty(string? path) => string.IsNullOrEmpty(path) ? null : path;
}
