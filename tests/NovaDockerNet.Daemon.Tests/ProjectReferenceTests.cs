using System.Xml.Linq;
using NovaDockerNet.TestKit;
using Xunit;

namespace NovaDockerNet.Daemon.Tests;

/// <summary>Who may use whom. The libraries know nothing of nova; nova's domain uses them, and itself downward only; the process uses all.</summary>
public sealed class ProjectReferenceTests
{
    private static readonly string[] s_libraries =
    [
        "OVSDB.Net", "NovaDockerNet.Netlink", "NovaDockerNet.DockerEngine", "NovaDockerNet.Oslo.Messaging", "NovaDockerNet.Oslo.Config",
        "NovaDockerNet.Oslo.VersionedObjects", "NovaDockerNet.OpenStack", "NovaDockerNet.FaultPoints",
    ];

    /// <summary>Each may use those before it.</summary>
    private static readonly string[] s_domain = ["NovaDockerNet.Objects", "NovaDockerNet.Networking", "NovaDockerNet.Virt", "NovaDockerNet.Compute"];

    private const string Process = "NovaDockerNet.Daemon";

    public static TheoryData<string> Projects => [.. Files().Select(static file => Path.GetFileNameWithoutExtension(file))];

    [Theory]
    [MemberData(nameof(Projects))]
    public void References_point_downward(string project)
    {
        var file = XDocument.Load(Files().Single(path => Path.GetFileNameWithoutExtension(path) == project));
        var references = file.Descendants("ProjectReference")
            .Select(static reference => Path.GetFileNameWithoutExtension(((string)reference.Attribute("Include")!).Replace('\\', '/')));
        Assert.Empty(references.Except(Allowed(project)));
    }

    [Theory]
    [InlineData("RabbitMQ.Client", "NovaDockerNet.Oslo.Messaging")]
    [InlineData("Microsoft.Extensions.Hosting", Process)]
    public void A_package_has_one_user(string package, string user) =>
        Assert.Equal(
            [user],
            Files().Where(file => XDocument.Load(file).Descendants("PackageReference").Any(reference => (string?)reference.Attribute("Include") == package))
                .Select(static file => Path.GetFileNameWithoutExtension(file)));

    private static IEnumerable<string> Allowed(string project)
    {
        if (s_libraries.Contains(project))
            return [];
        if (Array.IndexOf(s_domain, project) is >= 0 and var rank)
            return [.. s_libraries, .. s_domain[..rank]];
        Assert.Equal(Process, project);
        return [.. s_libraries, .. s_domain];
    }

    private static IEnumerable<string> Files() => Directory.EnumerateFiles(Path.Combine(Repository.Root, "src"), "*.csproj", SearchOption.AllDirectories);
}
