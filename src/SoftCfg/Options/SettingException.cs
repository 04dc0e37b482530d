using System.Text.Json;

namespace SoftCfg.Options;

/// <summary>A setting in a JSON file is unknown or out of range; the message is for people.</summary>
internal sealed class SettingException(string message) : JsonException(message);
