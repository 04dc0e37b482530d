using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace SoftCfg.Playground.Pages;

/// <summary>What the page at <c>/</c> asks the server for; docs/playground.md describes it. It is for the page alone: programs take the HTTP API.</summary>
internal static class PageEndpoints
{
    // Tokens that are kept of a large image; three bytes of every pixel.
    private const int LargestRequest = 1 << 18, BytesPerPixel = 3;

    public static void AddPage(this IServiceCollection services) => services.AddSingleton<ImageEndpoints>();

    public static void MapPage(this IEndpointRouteBuilder routes)
    {
        var limits = routes.ServiceProvider.GetRequiredService<PlaygroundOptions>();
        var page = routes.MapGroup("/playground").ExcludeFromDescription();
        page.MapGet("/models", ModelEndpoints.List);
        page.MapGet("/models/{name}", ModelEndpoints.DescribeAsync);
        page.MapPost("/images", (ImageEndpoints images, HttpContext context) => images.CompareAsync(context))
            .WithMetadata(new RequestSizeLimitAttribute(LargestRequest));
        page.MapPost("/sheet", (ImageEndpoints images, HttpContext context) => images.SheetAsync(context))
            .WithMetadata(new RequestSizeLimitAttribute(LargestRequest));
        page.MapPost("/tokens", PictureEndpoint.EncodeAsync)
            .WithMetadata(new RequestSizeLimitAttribute(limits.MostPixels * BytesPerPixel));
    }
}
