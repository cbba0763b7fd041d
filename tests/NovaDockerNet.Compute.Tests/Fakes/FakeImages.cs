using Newtonsoft.Json.Linq;
using NovaDockerNet.Compute.Faults;
using NovaDockerNet.Objects;
using NovaDockerNet.Objects.Exceptions;

namespace NovaDockerNet.Compute.Tests.Fakes;

sealed class FakeImages : IImageApi
{
    private readonly Lock _gate = new();

    public List<string> Deleted { get; } = [];

    /// <summary>Of an image that nothing else is said of.</summary>
    public string Status { get; set; } = "queued";

    /// <summary>Images that are not there.</summary>
    public HashSet<string> Missing { get; } = [];

    /// <summary>Newest first.</summary>
    public List<string> Backups { get; } = [];

    public IReadOnlyDictionary<string, string>? Listed { get; private set; }

    public Task<JObject> GetAsync(RequestContext context, string imageId, CancellationToken cancellationToken) => Missing.Contains(imageId)
        ? throw new ImageNotFound(imageId)
        : Task.FromResult(new JObject { ["id"] = imageId, ["status"] = Status, ["properties"] = new JObject() });

    public Task<IReadOnlyList<string>> ListAsync(
        RequestContext context, IReadOnlyDictionary<string, string> properties, CancellationToken cancellationToken)
    {
        Listed = properties;
        return Task.FromResult<IReadOnlyList<string>>([.. Backups]);
    }

    public Task<string> UrlOfAsync(RequestContext context, string imageId, CancellationToken cancellationToken) =>
        Task.FromResult($"http://127.0.0.1:9292/images/{imageId}");

    public Task DeleteAsync(RequestContext context, string imageId, CancellationToken cancellationToken)
    {
        using (_gate.EnterScope())
            Deleted.Add(imageId);
        return Task.CompletedTask;
    }

    /// <summary>Forgets what it was told.</summary>
    public void Forget()
    {
        using (_gate.EnterScope())
            Deleted.Clear();
    }
}
