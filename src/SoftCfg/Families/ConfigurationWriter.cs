using System.Text.Json.Serialization;
using SoftCfg.ImageTokenizers.AliTok;
using SoftCfg.ImageTokenizers.MaskGitVq;
using SoftCfg.ImageTokenizers.MoVqGan;
using SoftCfg.ImageTokenizers.RobusTok;
using SoftCfg.Models.AliTok;
using SoftCfg.Models.Rar;

namespace SoftCfg.Families;

/// <summary>
/// How the sizes of each family are written, found out when this is compiled: every command of the tool knows the published models,
/// and reflection would take longer than all the rest of <c>--help</c>.
/// </summary>
/// <remarks>Not for reading: generated code forgets what a property is when it is left out.</remarks>
[JsonSerializable(typeof(AliTokConfig))]
[JsonSerializable(typeof(AliTokTokenizerConfig))]
[JsonSerializable(typeof(MaskGitVqConfig))]
[JsonSerializable(typeof(MoVqGanConfig))]
[JsonSerializable(typeof(RarConfig))]
[JsonSerializable(typeof(RobusTokConfig))]
internal sealed partial class ConfigurationWriter : JsonSerializerContext;
