using System.Text.Json;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace SoftCfg.Playground.Api.Documents;

/// <summary>Spells fields as <see cref="ApiJson"/> writes and <see cref="Images.ImagesReader"/> reads them.</summary>
internal sealed class SnakeCaseNames : IOpenApiSchemaTransformer
{
    public Task TransformAsync(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancellationToken)
    {
        if (context.JsonTypeInfo.Type.Assembly != typeof(SnakeCaseNames).Assembly || schema.Properties is not { } fields)
            return Task.CompletedTask;
        schema.Properties = fields.ToDictionary(field => Name(field.Key), field => field.Value, StringComparer.Ordinal);
        schema.Required = schema.Required?.Select(Name).ToHashSet(StringComparer.Ordinal);
        return Task.CompletedTask;
    }

    private static string Name(string name) => JsonNamingPolicy.SnakeCaseLower.ConvertName(name);
}
