using System.Text.Json;
using SoftCfg.Files;

namespace SoftCfg.Sweeps;

/// <summary>The JSON files of a sweep.</summary>
internal static class SweepJson
{
    internal static readonly JsonSerializerOptions Options = JsonFile.Options();

    internal static void Write<T>(string path, T value) => JsonFile.WriteText(path, JsonSerializer.Serialize(value, Options) + "\n");

    internal static void WriteText(string path, string text) => JsonFile.WriteText(path, text);

    /// <param name="path">The file.</param>
    /// <param name="remedy">What to do if it is damaged; a sentence.</param>
    /// <exception cref="SweepException">The file is not what was written.</exception>
    internal static T Read<T>(string path, string remedy) => Read(path, remedy,
        content => JsonSerializer.Deserialize<T>(content, Options) ?? throw new JsonException("it says null."));

    /// <inheritdoc cref="JsonFile.Read"/>
    /// <exception cref="SweepException">The file is not what was written.</exception>
    internal static T Read<T>(string path, string remedy, Func<byte[], T> read) => JsonFile.Read(path, read,
        (problem, isDamaged, e) => new SweepException(path, isDamaged ? $"{problem} {remedy}" : problem, e));
}
