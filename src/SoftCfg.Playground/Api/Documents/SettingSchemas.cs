using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using SoftCfg.Decoding;
using SoftCfg.Guidance;
using SoftCfg.Hosting.Orders;
using SoftCfg.Options;
using SoftCfg.Playground.Api.Images;

namespace SoftCfg.Playground.Api.Documents;

/// <summary>Adds the settings of guidance and sampling, from their tables, to the fields of a request for images.</summary>
internal sealed class SettingSchemas : IOpenApiSchemaTransformer
{
    public Task TransformAsync(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancellationToken)
    {
        if (context.JsonTypeInfo.Type != typeof(ImagesRequest) || schema.Properties is null)
            return Task.CompletedTask;
        foreach (var setting in GuidanceSettings.All)
            schema.Properties[SettingNames.Of(setting)] = SchemaOf(setting);
        foreach (var setting in SamplingSettings.All)
            schema.Properties[SettingNames.Of(setting)] = SchemaOf(setting);
        return Task.CompletedTask;
    }

    private static OpenApiSchema SchemaOf<TOptions>(Setting<TOptions> setting) => new()
    {
        Type = setting.IsSwitch ? JsonSchemaType.Boolean
            : setting.Placeholder == "N" ? JsonSchemaType.Integer
            : setting.Placeholder == "NUMBER" ? JsonSchemaType.Number
            : JsonSchemaType.String,
        Description = $"{setting.Summary} {char.ToUpper(setting.Expected[0], CultureInfo.InvariantCulture)}{setting.Expected[1..]}. By default the model's.",
        Enum = setting.Placeholder.Contains('|', StringComparison.Ordinal) && !setting.IsSwitch
            ? [.. setting.Placeholder.Split('|').Select(word => (JsonNode)word)]
            : null,
    };
}
