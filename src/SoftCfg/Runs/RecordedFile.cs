using System.Text.Json.Serialization;

namespace SoftCfg.Runs;

/// <summary>A file of a chunk, as its record has it.</summary>
/// <param name="Name">Its path below the folder of the run, with <c>/</c> between folders.</param>
/// <param name="Bytes">Its length.</param>
/// <param name="Sha256">Its content: 64 lower-case hexadecimal digits.</param>
public sealed record RecordedFile(string Name, long Bytes, [property: JsonPropertyName("sha256")] string Sha256);
