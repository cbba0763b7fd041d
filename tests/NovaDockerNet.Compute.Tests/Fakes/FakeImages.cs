using NovaDockerNet.Compute.Faults;
using NovaDockerNet.Objects;

namespace NovaDockerNet.Compute.Tests.Fakes;

sealed class FakeImages : IImageApi
{
    public List<string> Deleted { get; } = [];

    public Task DeleteAsync(RequestContext context, string imageId, CancellationToken cancellationToken)
    {
        Deleted.Add(imageId);
        return Task.CompletedTask;
    }
}
