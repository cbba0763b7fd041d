using NovaDockerNet.Daemon.Logging;
using NovaDockerNet.Oslo.Config;

namespace NovaDockerNet.Daemon.Configuration;

/// <summary>oslo.log's options (oslo_log/_options.py).</summary>
internal static class LoggingSection
{
    private const string Group = ConfigOption.DefaultGroup;

    public static readonly ConfigOption<bool> Debug = Options.Boolean(Group, "debug", false, "Log at level DEBUG instead of INFO.");

    private static readonly ConfigOption<string?> s_logFile = Options.OptionalString(
        Group, "log_file", "File to log to, relative to log_dir. Unset, standard error.", deprecatedNames: ["DEFAULT.logfile"]);

    private static readonly ConfigOption<string?> s_logDir = Options.OptionalString(
        Group, "log_dir", "Folder to log to; the file is nova-docker-net.log unless log_file names another.", deprecatedNames: ["DEFAULT.logdir"]);

    private static readonly ConfigOption<bool> s_useStderr = Options.Boolean(Group, "use_stderr", false, "Log to standard error as well as to the file.");

    private static readonly ConfigOption<IReadOnlyList<string>> s_levels = Options.List(
        Group, "default_log_levels", ["Microsoft=WARN", "Microsoft.Extensions.Hosting=CRITICAL", "System=WARN", "RabbitMQ=WARN"],
        "Levels of loggers, by the beginning of their names. Names of Python's modules do no harm.");

    private static readonly ConfigOption<string> s_contextFormat = Options.String(
        Group, "logging_context_format_string",
        "%(asctime)s.%(msecs)03d %(process)d %(levelname)s %(name)s [%(global_request_id)s %(request_id)s %(user_identity)s] %(instance)s%(message)s",
        "A line that belongs to a request.");

    private static readonly ConfigOption<string> s_defaultFormat = Options.String(
        Group, "logging_default_format_string", "%(asctime)s.%(msecs)03d %(process)d %(levelname)s %(name)s [-] %(instance)s%(message)s",
        "A line that belongs to none.");

    private static readonly ConfigOption<string> s_exceptionPrefix = Options.String(
        Group, "logging_exception_prefix", "%(asctime)s.%(msecs)03d %(process)d ERROR %(name)s %(instance)s", "Before each line of an exception.");

    private static readonly ConfigOption<string> s_identityFormat = Options.String(
        Group, "logging_user_identity_format", "%(user)s %(project)s %(domain)s %(system_scope)s %(user_domain)s %(project_domain)s", "What %(user_identity)s stands for.");

    private static readonly ConfigOption<string> s_instanceFormat = Options.String(
        Group, "instance_format", "[instance: %(uuid)s] ", "What %(instance)s stands for.");

    private static readonly ConfigOption<string> s_dateFormat = Options.String(
        Group, "log_date_format", "%Y-%m-%d %H:%M:%S", "What %(asctime)s stands for.");

    public static IReadOnlyList<ConfigOption> All { get; } =
    [
        Debug, s_logFile, s_logDir, s_useStderr, s_levels, s_contextFormat, s_defaultFormat, s_exceptionPrefix, s_identityFormat, s_instanceFormat, s_dateFormat,
    ];

    public static LogSettings ToSettings(OsloConfig config) => new()
    {
        Debug = config.Get(Debug),
        File = FilePath(config.Get(s_logDir), config.Get(s_logFile)),
        UseStandardError = config.Get(s_useStderr),
        Levels = Checked(config, s_levels, LogLevels.Parse),
        Format = new NovaLineFormat(
            Checked(config, s_contextFormat, PercentTemplate.Parse),
            Checked(config, s_defaultFormat, PercentTemplate.Parse),
            Checked(config, s_exceptionPrefix, PercentTemplate.Parse),
            Checked(config, s_identityFormat, PercentTemplate.Parse),
            Checked(config, s_instanceFormat, PercentTemplate.Parse),
            Checked(config, s_dateFormat, DateTemplate.Parse)),
    };

    // oslo_log/log.py _get_log_file_path
    private static string? FilePath(string? folder, string? file) => (folder, file) switch
    {
        (null or "", null or "") => null,
        (null or "", _) => file,
        (_, null or "") => Path.Combine(folder, "nova-docker-net.log"),
        _ => Path.Combine(folder, file),
    };

    private static TResult Checked<T, TResult>(OsloConfig config, ConfigOption<T> option, Func<T, TResult> parse)
    {
        try
        {
            return parse(config.Get(option));
        }
        catch (FormatException problem)
        {
            throw new OsloConfigException(problem.Message, config.LocationOf(option), option.Group, option.Name, problem);
        }
    }
}
