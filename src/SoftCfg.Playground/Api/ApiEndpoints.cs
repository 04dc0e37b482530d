using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using SoftCfg.Playground.Api.Documents;
using SoftCfg.Playground.Api.Images;
using SoftCfg.Playground.Api.Models;

namespace SoftCfg.Playground.Api;

/// <summary>The addresses of the HTTP API.</summary>
internal static class ApiEndpoints
{
    public static void AddApi(this IServiceCollection services)
    {
        services.AddApiDocuments();
        services.AddSingleton<ImagesEndpoint>();
        services.AddSingleton(services => new ServerStart(services.GetRequiredService<TimeProvider>().GetUtcNow()));
    }

    public static void MapApi(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/v1/images/generations", (ImagesEndpoint endpoint, HttpContext context) => endpoint.AnswerAsync(context))
            .WithTags("Images").WithName("createImage").WithSummary("Generate images")
            .WithDescription("Generates images of a class or a prompt, under the guidance that the request says or the model's own. With " +
                "stream, the answer is server-sent events: previews, steps if they are asked for, and each image as it is finished.")
            // Nothing else, which keeps pages of strangers out: a browser asks before it sends this type for them, and is not answered.
            .Accepts<ImagesRequest>("application/json")
            .Produces<ImagesResponse>()
            .Produces<ImageEvent>(StatusCodes.Status200OK, "text/event-stream")
            .Produces<ProblemBody>(StatusCodes.Status400BadRequest, "application/problem+json")
            .Produces<ProblemBody>(StatusCodes.Status404NotFound, "application/problem+json")
            .Produces<ProblemBody>(StatusCodes.Status429TooManyRequests, "application/problem+json")
            .Produces<ProblemBody>(StatusCodes.Status503ServiceUnavailable, "application/problem+json");
        routes.MapGet("/v1/models", ModelsEndpoint.List)
            .WithTags("Models").WithName("listModels").WithSummary("List models").Produces<ModelList>();
        routes.MapGet("/v1/models/{model}", ModelsEndpoint.Get)
            .WithTags("Models").WithName("retrieveModel").WithSummary("Tell of a model, with the names of its classes").Produces<ModelBody>()
            .Produces<ProblemBody>(StatusCodes.Status404NotFound, "application/problem+json");
        routes.MapApiDocuments();
    }
}
