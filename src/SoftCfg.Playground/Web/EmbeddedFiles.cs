using System.Reflection;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.StaticFiles;

namespace SoftCfg.Playground.Web;

/// <summary>
/// The page's files, which are in the program: what a request says is looked up among their names and reaches no file system.
/// </summary>
internal sealed class EmbeddedFiles
{
    private const string Prefix = "wwwroot/", Index = "index.html";

    private static readonly Assembly Assembly = typeof(EmbeddedFiles).Assembly;

    private readonly RequestDelegate next;
    private readonly Dictionary<string, EmbeddedFile> files;

    /// <param name="next">Answers what is no file.</param>
    public EmbeddedFiles(RequestDelegate next)
    {
        this.next = next;
        var types = new FileExtensionContentTypeProvider();
        files = Assembly.GetManifestResourceNames().Where(name => name.StartsWith(Prefix, StringComparison.Ordinal))
            .Select(name => Read(name, types))
            .ToDictionary(file => file.Path, StringComparer.Ordinal);
        if (files.TryGetValue($"/{Index}", out var index))
            files["/"] = index;
    }

    public async Task InvokeAsync(HttpContext context)
    {
        var isRead = HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method);
        if (!isRead || !files.TryGetValue(context.Request.Path.Value ?? "", out var file))
        {
            await next(context);
            return;
        }
        var headers = context.Response.Headers;
        headers.ETag = file.Tag;
        // It may be kept, and is asked for again each time: the answer is then short.
        headers.CacheControl = "no-cache";
        if (context.Request.Headers.IfNoneMatch == file.Tag)
        {
            context.Response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }
        context.Response.ContentType = file.Type;
        context.Response.ContentLength = file.Content.Length;
        if (HttpMethods.IsGet(context.Request.Method))
            await context.Response.Body.WriteAsync(file.Content, context.RequestAborted);
    }

    private static EmbeddedFile Read(string name, FileExtensionContentTypeProvider types)
    {
        using var stream = Assembly.GetManifestResourceStream(name)!;
        var content = new byte[stream.Length];
        stream.ReadExactly(content);
        var path = name[(Prefix.Length - 1)..].Replace('\\', '/');
        var type = types.TryGetContentType(path, out var found) ? found : "application/octet-stream";
        var isText = type.StartsWith("text/", StringComparison.Ordinal) || type.EndsWith("json", StringComparison.Ordinal);
        return new(path, isText ? $"{type}; charset=utf-8" : type, content, $"\"{Convert.ToHexStringLower(SHA256.HashData(content))[..16]}\"");
    }

    private sealed record EmbeddedFile(string Path, string Type, byte[] Content, string Tag);
}
