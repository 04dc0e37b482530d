using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace SoftCfg.Families;

/// <summary>Sizes of models, as model.json holds them.</summary>
internal static class Configurations
{
    private static readonly JsonSerializerOptions Json = new() { RespectNullableAnnotations = true };

    /// <summary>Reads the sizes of a family.</summary>
    /// <exception cref="JsonException">A size is missing or no number.</exception>
    public static TConfig Read<TConfig>(JsonElement config) =>
        config.Deserialize<TConfig>(Json) ?? throw new JsonException("the configuration is null.");

    /// <summary>The sizes of a family, as model.json has them.</summary>
    public static JsonElement Write<TConfig>(TConfig config) =>
        JsonSerializer.SerializeToElement(config, (JsonTypeInfo<TConfig>)ConfigurationWriter.Default.GetTypeInfo(typeof(TConfig))!);

    /// <summary>Whether sizes found in a checkpoint make a model of the family.</summary>
    public static bool AreValid(Action validate)
    {
        try
        {
            validate();
            return true;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    /// <summary>Whether two configurations say the same; records compare their lists by reference.</summary>
    public static bool AreSame<TConfig>(TConfig one, TConfig other) => JsonElement.DeepEquals(Write(one), Write(other));
}
