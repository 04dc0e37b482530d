using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using SoftCfg.Playground.Api;

namespace SoftCfg.Playground.Web;

/// <summary>
/// Asks for the key where one was set, before anything that computes or tells of models. The page's files and the health checks are for
/// everybody. The comparison takes as long whatever is sent: hashes of one length are compared, without stopping at a difference.
/// </summary>
/// <param name="next">What answers those who have it.</param>
/// <param name="options">The key.</param>
internal sealed class ApiKey(RequestDelegate next, PlaygroundOptions options)
{
    private const string Scheme = "Bearer ";

    private static readonly PathString[] Guarded = ["/v1", "/playground"];

    private readonly byte[]? expected = options.ApiKey is { } key ? Hash(key) : null;

    public Task InvokeAsync(HttpContext context) =>
        expected is null || !Guarded.Any(path => context.Request.Path.StartsWithSegments(path, StringComparison.OrdinalIgnoreCase)) || IsRight(context.Request, expected)
            ? next(context)
            : Refuse(context);

    private static bool IsRight(HttpRequest request, byte[] expected)
    {
        var sent = request.Headers.Authorization.ToString();
        return sent.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) &&
            CryptographicOperations.FixedTimeEquals(Hash(sent[Scheme.Length..].Trim()), expected);
    }

    private static Task Refuse(HttpContext context)
    {
        context.Response.Headers.WWWAuthenticate = "Bearer";
        return ApiProblem.Unauthorized("The API key is missing or wrong; send it as 'Authorization: Bearer KEY'.").WriteAsync(context);
    }

    private static byte[] Hash(string key) => SHA256.HashData(Encoding.UTF8.GetBytes(key));
}
