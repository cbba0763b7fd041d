using NovaDockerNet.OpenStack.Http;

namespace NovaDockerNet.OpenStack.Tests.Http;

public sealed class ErrorBodyTests
{
    [Theory]
    [InlineData("""{"NeutronError": {"type": "OverQuota", "message": "Quota exceeded for resources: ['port'].", "detail": ""}}""", "OverQuota", "Quota exceeded for resources: ['port'].")]
    [InlineData("""{"errors": [{"status": 409, "title": "Conflict", "detail": "resource provider generation conflict  ", "code": "placement.concurrent_update"}]}""", "placement.concurrent_update", "resource provider generation conflict")]
    [InlineData("""{"error": {"code": 401, "message": "The request you have made requires authentication.", "title": "Unauthorized"}}""", null, "The request you have made requires authentication.")]
    [InlineData("""{"itemNotFound": {"code": 404, "message": "gone"}}""", null, "gone")]
    [InlineData("""{"message": "The resource could not be found.<br /><br />\n"}""", null, "The resource could not be found.<br /><br />")]
    [InlineData("<html><head><title>404 Not Found</title></head><body><h1>404 Not Found</h1>No image found<br /></body></html>", null, "404 Not Found 404 Not Found No image found")]
    [InlineData("""{"errors": ["gone"], "message": "sorry"}""", null, "sorry")]
    [InlineData("""{"NeutronError": {"type": {"a": 1}, "message": "odd"}}""", null, "odd")]
    [InlineData("{not json", null, "{not json")]
    [InlineData("", null, "")]
    public void CodeAndSentenceAreFound(string body, string? code, string message)
    {
        Assert.Equal(code, ErrorBody.CodeOf(body));
        Assert.Equal(message, ErrorBody.MessageOf(body));
    }

    [Fact]
    public void LongPagesAreCut() => Assert.Equal(2003, ErrorBody.MessageOf(new string('x', 100_000)).Length);
}
