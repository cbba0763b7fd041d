using Microsoft.Extensions.Logging.Abstractions;
using NovaDockerNet.Compute.Intents;
using NovaDockerNet.TestKit;
using Xunit;

namespace NovaDockerNet.Compute.Tests.Intents;

public sealed class IntentStoreTests : IDisposable
{
    private const string Uuid = "8290928e-7a05-4f32-ae6d-8161516e3944";

    private readonly TempDirectory _state = new();

    public void Dispose() => _state.Dispose();

    [Fact]
    public void What_was_in_flight_is_found_by_the_next_start()
    {
        Store().Record("build_and_run_instance", Uuid, "req-1", new() { ["auth_token"] = "t" }, new() { ["node"] = "vm" });
        Store().Record("terminate_instance", Uuid, "req-2").Remove();

        var found = Assert.Single(Store().ReadAll());
        Assert.Equal("build_and_run_instance", found.Intent.Operation);
        Assert.Equal("vm", (string?)found.Intent.Args!["node"]);
        Assert.Equal("t", (string?)found.Intent.Context!["auth_token"]);
        found.Remove();
        found.Remove();
        Assert.Empty(Store().ReadAll());
    }

    [Fact]
    public void Only_the_service_can_read_them()
    {
        Store().Record("build_and_run_instance", Uuid, null);
        var file = Assert.Single(Directory.GetFiles(_state.File("intents")));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
    }

    [Theory]
    [InlineData("not json")]
    [InlineData("{}")]
    [InlineData("""{"format": 99, "operation": "x", "instance_uuid": "8290928e-7a05-4f32-ae6d-8161516e3944", "recorded_at": ""}""")]
    [InlineData("""{"format": 1, "operation": "x", "instance_uuid": "../../etc", "recorded_at": ""}""")]
    public void An_unreadable_one_is_set_aside_and_kept(string text)
    {
        Directory.CreateDirectory(_state.File("intents"));
        File.WriteAllText(_state.File("intents/a.json"), text);
        Assert.Empty(Store().ReadAll());
        Assert.True(File.Exists(_state.File("intents/a.json.unreadable")));
    }

    [Fact]
    public void A_uuid_cannot_leave_the_folder() =>
        Assert.Throws<ArgumentException>(() => Store().Record("build_and_run_instance", "../../../etc/x", null));

    private IntentStore Store() => new(_state.Path, TimeProvider.System, NullLogger<IntentStore>.Instance);
}
