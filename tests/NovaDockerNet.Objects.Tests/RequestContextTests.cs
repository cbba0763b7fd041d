using Newtonsoft.Json.Linq;

namespace NovaDockerNet.Objects.Tests;

public class RequestContextTests
{
    [Fact]
    public void Unknown_keys_travel_on()
    {
        var context = new RequestContext(JObject.Parse("""{"request_id": "req-1", "user_id": "u", "a_new_key": {"x": 1}, "roles": ["member"], "is_admin": false}"""));

        var elevated = context.Elevated();

        Assert.Equal("req-1", elevated.RequestId);
        Assert.True(elevated.IsAdmin);
        Assert.Equal(["member", "admin"], elevated.Roles);
        Assert.Equal(1, elevated.ToDictionary()["a_new_key"]!.Value<int>("x"));
        Assert.False(context.IsAdmin);
        Assert.Equal(["member"], context.Roles);
    }

    [Fact]
    public void An_admin_context_belongs_to_nobody()
    {
        var context = RequestContext.Admin("yes");

        Assert.True(context.IsAdmin);
        Assert.Null(context.UserId);
        Assert.Null(context.ProjectId);
        Assert.Equal("yes", context.ReadDeleted);
        Assert.StartsWith("req-", context.RequestId, StringComparison.Ordinal);
    }
}
