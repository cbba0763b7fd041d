using NovaDockerNet.OpenStack.Identity;
using NovaDockerNet.Oslo.Config;

namespace NovaDockerNet.Daemon.Configuration;

/// <summary>keystoneauth's credentials in one group (keystoneauth1/loading/conf.py, loading/_plugins/identity).</summary>
internal sealed class AuthOptions(string group)
{
    private static readonly string[] s_types = ["password", "v3password", "v3applicationcredential"];

    private readonly ConfigOption<string?> _type = Options.OptionalString(
        group, "auth_type", "Kind of credentials.", s_types, [group + ".auth_plugin"]);
    private readonly ConfigOption<string?> _section = Options.OptionalString(group, "auth_section", "Group to take the credentials from instead of this one.");
    private readonly ConfigOption<string?> _url = Options.OptionalString(group, "auth_url", "Keystone's address.");
    private readonly ConfigOption<string?> _username = Options.OptionalString(
        group, "username", "User.", deprecatedNames: [group + ".user_name", group + ".user-name", group + ".user"]);
    private readonly ConfigOption<string?> _userId = Options.OptionalString(group, "user_id", "User, by id.");
    private readonly ConfigOption<string?> _password = Options.OptionalString(group, "password", "The user's password.", secret: true);
    private readonly ConfigOption<string?> _userDomainName = Options.OptionalString(group, "user_domain_name", "The user's domain.");
    private readonly ConfigOption<string?> _userDomainId = Options.OptionalString(group, "user_domain_id", "The user's domain, by id.");
    private readonly ConfigOption<string?> _projectName = Options.OptionalString(
        group, "project_name", "Project.", deprecatedNames: [group + ".tenant_name", group + ".tenant-name"]);
    private readonly ConfigOption<string?> _projectId = Options.OptionalString(
        group, "project_id", "Project, by id.", deprecatedNames: [group + ".tenant_id", group + ".tenant-id"]);
    private readonly ConfigOption<string?> _projectDomainName = Options.OptionalString(group, "project_domain_name", "The project's domain.");
    private readonly ConfigOption<string?> _projectDomainId = Options.OptionalString(group, "project_domain_id", "The project's domain, by id.");
    private readonly ConfigOption<string?> _defaultDomainName = Options.OptionalString(group, "default_domain_name", "Domain where none is named.");
    private readonly ConfigOption<string?> _defaultDomainId = Options.OptionalString(group, "default_domain_id", "Domain where none is named, by id.");
    private readonly ConfigOption<string?> _systemScope = Options.OptionalString(group, "system_scope", "\"all\" for a token of the system.");
    private readonly ConfigOption<string?> _credentialId = Options.OptionalString(group, "application_credential_id", "Application credential, by id.");
    private readonly ConfigOption<string?> _credentialName = Options.OptionalString(group, "application_credential_name", "Application credential.");
    private readonly ConfigOption<string?> _credentialSecret = Options.OptionalString(
        group, "application_credential_secret", "Its secret.", secret: true);

    public IReadOnlyList<ConfigOption> All =>
    [
        _type, _section, _url, _username, _userId, _password, _userDomainName, _userDomainId, _projectName, _projectId, _projectDomainName,
        _projectDomainId, _defaultDomainName, _defaultDomainId, _systemScope, _credentialId, _credentialName, _credentialSecret,
    ];

    /// <summary>Null when the group has no credentials.</summary>
    public KeystoneOptions? Read(OsloConfig config)
    {
        if (config.Get(_section) is { Length: > 0 } section && section != group)
            return new AuthOptions(section).Read(config);
        if (config.Get(_type) is null && config.Get(_url) is null)
            return null;
        return new KeystoneOptions
        {
            AuthUrl = config.Get(_url) ?? throw new OsloConfigException("must be set where auth_type is", config.LocationOf(_type), group, _url.Name),
            Username = config.Get(_username),
            UserId = config.Get(_userId),
            Password = config.Get(_password),
            UserDomainName = config.Get(_userDomainName) ?? config.Get(_defaultDomainName),
            UserDomainId = config.Get(_userDomainId) ?? config.Get(_defaultDomainId),
            ProjectName = config.Get(_projectName),
            ProjectId = config.Get(_projectId),
            ProjectDomainName = config.Get(_projectDomainName) ?? config.Get(_defaultDomainName),
            ProjectDomainId = config.Get(_projectDomainId) ?? config.Get(_defaultDomainId),
            SystemScope = config.Get(_systemScope),
            ApplicationCredentialId = config.Get(_credentialId),
            ApplicationCredentialName = config.Get(_credentialName),
            ApplicationCredentialSecret = config.Get(_credentialSecret),
        };
    }

    /// <summary>As <see cref="Read"/>, for a group that cannot do without.</summary>
    public KeystoneOptions Require(OsloConfig config) => Read(config)
        ?? throw new OsloConfigException($"must be set: group [{group}] has no credentials", config.LocationOf(_url), group, _url.Name);
}
