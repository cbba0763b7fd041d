using System.Net;
using Newtonsoft.Json.Linq;
using NovaDockerNet.OpenStack.Placement;
using NovaDockerNet.OpenStack.Tests.Fakes;

namespace NovaDockerNet.OpenStack.Tests.Placement;

public sealed class PlacementClientTests
{
    const string Uuid = "6e7a8f7c-1111-4222-8333-444444444444";

    static PlacementClient Client(ScriptedHandler handler) => new(Peer.Client(handler, "placement", ""));

    [Fact]
    public async Task TheTreeIsAskedForByAnyOfItsNodes()
    {
        var handler = new ScriptedHandler().Then(HttpStatusCode.OK, $$"""
            {"resource_providers": [{"uuid": "{{Uuid}}", "name": "node1", "generation": 7, "parent_provider_uuid": null, "root_provider_uuid": "{{Uuid}}"}]}
            """);
        var tree = await Client(handler).GetProviderTreeAsync(Uuid, CancellationToken.None);
        Assert.Equal(new ResourceProvider(Uuid, "node1", 7, null, Uuid), Assert.Single(tree));
        Assert.Equal($"GET /resource_providers?in_tree={Uuid}", handler.Sent[0].Line);
        Assert.Equal("placement 1.14", handler.Sent[0].Headers["OpenStack-API-Version"]);
    }

    [Fact]
    public async Task InventoriesRoundTripWithTheirGeneration()
    {
        const string Body = """
            {"resource_provider_generation": 8, "inventories": {"VCPU": {"total": 2, "reserved": 0, "min_unit": 1, "max_unit": 2, "step_size": 1, "allocation_ratio": 16.0}}}
            """;
        var handler = new ScriptedHandler().Then(HttpStatusCode.OK, Body).Then(HttpStatusCode.OK, Body);
        var client = Client(handler);

        var read = await client.GetInventoriesAsync(Uuid, CancellationToken.None);
        Assert.Equal(8, read.Generation);
        Assert.Equal(new Inventory { Total = 2, MaxUnit = 2, AllocationRatio = 16m }, read.Value["VCPU"]);
        await client.PutInventoriesAsync(Uuid, read.Generation, read.Value, CancellationToken.None);

        Assert.True(JToken.DeepEquals(JObject.Parse(Body), handler.Sent[1].Json));
        Assert.Equal("placement 1.26", handler.Sent[1].Headers["OpenStack-API-Version"]);
    }

    [Fact]
    public async Task OnlyMissingTraitsAreCreated()
    {
        var handler = new ScriptedHandler()
            .Then(HttpStatusCode.OK, """{"traits": ["COMPUTE_NODE"]}""").Then(HttpStatusCode.Created);
        await Client(handler).EnsureTraitsAsync(["COMPUTE_NODE", "CUSTOM_DOCKER"], CancellationToken.None);
        Assert.Equal(["GET /traits?name=in%3ACOMPUTE_NODE%2CCUSTOM_DOCKER", "PUT /traits/CUSTOM_DOCKER"], handler.Sent.Select(sent => sent.Line));
    }

    [Theory]
    [InlineData("""{"errors": [{"status": 409, "title": "Conflict", "detail": "busy", "code": "placement.concurrent_update"}]}""", true)]
    [InlineData("""{"errors": [{"status": 409, "title": "Conflict", "detail": "resource provider generation conflict"}]}""", true)]
    [InlineData("""{"errors": [{"status": 409, "title": "Conflict", "detail": "There was a conflict when trying to complete your request.\n\n Resource provider's generation already changed. Please update the generation and try again.  "}]}""", true)]
    [InlineData("""{"errors": [{"status": 409, "title": "Conflict", "detail": "Conflicting resource provider name: node1 already exists.", "code": "placement.duplicate_name"}]}""", false)]
    public async Task GenerationConflictsAreToldFromOtherConflicts(string body, bool expected)
    {
        var handler = new ScriptedHandler().Then(HttpStatusCode.Conflict, body);
        var e = await Assert.ThrowsAsync<OpenStackHttpException>(() => Client(handler).PutTraitsAsync(Uuid, 3, ["COMPUTE_NODE"], CancellationToken.None));
        Assert.Equal(expected, PlacementClient.IsGenerationConflict(e));
    }

    [Fact]
    public async Task AllocationsUseConsumerGenerations()
    {
        var handler = new ScriptedHandler()
            .Then(HttpStatusCode.OK, """{"allocations": {"rp": {"resources": {"VCPU": 1}}}, "consumer_generation": 4, "project_id": "p", "user_id": "u"}""")
            .Then(HttpStatusCode.NoContent).Then(HttpStatusCode.NoContent).Then(HttpStatusCode.NoContent);
        var client = Client(handler);
        var held = await client.GetAllocationsAsync("c", CancellationToken.None);
        held["allocations"] = new JObject();
        await client.PutAllocationsAsync("c", held, CancellationToken.None);
        await client.PostAllocationsAsync(new JObject { ["c"] = held }, CancellationToken.None);
        await client.DeleteAllocationsAsync("c", CancellationToken.None);
        Assert.Equal(["GET /allocations/c", "PUT /allocations/c", "POST /allocations", "DELETE /allocations/c"], handler.Sent.Select(sent => sent.Line));
        Assert.Equal(4, (int)handler.Sent[1].Json["consumer_generation"]!);
        Assert.All(handler.Sent.Take(3), sent => Assert.Equal("placement 1.28", sent.Headers["OpenStack-API-Version"]));
    }
}
