using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace SoftCfg.Playground.Book;

/// <summary>The book at <c>/docs/</c>. Pages, pictures and search are embedded: no path of a request reaches the file system.</summary>
internal static class BookEndpoints
{
    private const string Root = "/docs", Search = "search.json";

    private static readonly Lazy<byte[]> SearchIndex = new(() => JsonSerializer.SerializeToUtf8Bytes(
        BookLibrary.Shared.Chapters.Select(chapter => BookLibrary.Shared.Find(chapter.Address)).OfType<BookPage>().SelectMany(page => page.Sections),
        JsonSerializerOptions.Web));

    /// <summary>Adds them.</summary>
    public static void Map(IEndpointRouteBuilder endpoints) =>
        endpoints.MapGet($"{Root}/{{**address}}", Serve).ExcludeFromDescription();

    private static IResult Serve(HttpContext context)
    {
        // As it was asked for: a parameter of the route would lose its last slash.
        var path = context.Request.Path.Value!;
        if (path.Length == Root.Length)
            return Results.Redirect($"{context.Request.PathBase}{Root}/");
        var address = path[(Root.Length + 1)..];
        var book = BookLibrary.Shared;
        if (book.Find(address) is { } page)
            return Page(new PageFrame(book.Chapters).Of(page), StatusCodes.Status200OK);
        if (address == Search)
            return Results.Bytes(SearchIndex.Value, "application/json; charset=utf-8");
        if (book.Find($"{address}/") is { } folder)
            return Results.Redirect($"{context.Request.PathBase}{Root}/{folder.Address}");
        if (BookFiles.Has(address) && TypeOf(address) is { } type)
            return Results.Stream(BookFiles.Open(address), type);
        return Page(new PageFrame(book.Chapters).Missing(address), StatusCodes.Status404NotFound);
    }

    private static IResult Page(string html, int status) => Results.Content(html, "text/html; charset=utf-8", statusCode: status);

    /// <summary>What a file is; null of one that is not served as it is.</summary>
    private static string? TypeOf(string file) => Path.GetExtension(file) switch
    {
        ".png" => "image/png",
        ".csv" => "text/csv; charset=utf-8",
        ".css" => "text/css; charset=utf-8",
        ".js" => "text/javascript; charset=utf-8",
        _ => null,
    };
}
