using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace SoftCfg.Playground.Tests.Api;

/// <summary>What answers say.</summary>
internal static class Json
{
    public static async Task<JsonElement> OfAsync(HttpResponseMessage response)
    {
        using (response)
            return (await response.Content.ReadFromJsonAsync<JsonElement>()).Clone();
    }

    /// <summary>The answer to a request that succeeded.</summary>
    public static async Task<JsonElement> OfSuccessAsync(HttpResponseMessage response)
    {
        var body = await OfAsync(response);
        Assert.True(response.IsSuccessStatusCode, body.ToString());
        return body;
    }

    /// <summary>
    /// Asserts that a request was refused as people, programs and OpenAI's clients want it: problem details, the field, and the same in
    /// <c>error</c>.
    /// </summary>
    public static async Task AssertRefusedAsync(HttpResponseMessage response, HttpStatusCode status, string? field, string message)
    {
        var body = await OfAsync(response);
        Assert.Equal(status, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        Assert.Equal(message, body.GetProperty("detail").GetString());
        Assert.Equal((int)status, body.GetProperty("status").GetInt32());
        Assert.Equal(field, body.TryGetProperty("field", out var named) ? named.GetString() : null);
        var error = body.GetProperty("error");
        Assert.Equal(message, error.GetProperty("message").GetString());
        Assert.Equal(field, error.TryGetProperty("param", out var param) ? param.GetString() : null);
        Assert.NotEmpty(error.GetProperty("type").GetString()!);
        Assert.NotEmpty(error.GetProperty("code").GetString()!);
    }
}
