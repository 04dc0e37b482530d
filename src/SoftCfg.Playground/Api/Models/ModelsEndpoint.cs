using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using SoftCfg.Hosting.Models;

namespace SoftCfg.Playground.Api.Models;

/// <summary><c>GET /v1/models</c> and <c>GET /v1/models/{model}</c>.</summary>
internal static class ModelsEndpoint
{
    public static JsonHttpResult<ModelList> List(EngineCatalog catalog, ServerStart start) =>
        TypedResults.Json(new ModelList("list", catalog.Models.Select(model => Body(model, catalog, start)).ToList()), ApiJson.Options);

    public static JsonHttpResult<ModelBody> Get(string model, EngineCatalog catalog, ServerStart start)
    {
        var served = catalog.Find(model);
        return TypedResults.Json(Body(served, catalog, start) with { Classes = served.Classes?.Names }, ApiJson.Options);
    }

    private static ModelBody Body(ServedModel model, EngineCatalog catalog, ServerStart start)
    {
        var generator = catalog.Engines.FirstOrDefault(engine => engine.Name == model.Name)?.Generator;
        return new(model.Name, "model", start.Time.ToUnixTimeSeconds(), "softcfg", model.Title,
            generator is null ? null : generator.ClassCount > 0 ? "class" : "prompt",
            generator?.FixedSize is { } side ? $"{side}x{side}" : null, null);
    }
}
