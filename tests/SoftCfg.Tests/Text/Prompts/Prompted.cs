using SoftCfg.Text;
using SoftCfg.Text.Prompts;

namespace SoftCfg.Tests.Text.Prompts;

/// <summary>The golden tokenizer with a configuration that names what ends a text, as a checkpoint's folder has it.</summary>
internal static class Prompted
{
    public static TextTokenizer Tokenizer { get; } = Load();

    public static PromptEncoder Encoder { get; } = new(Tokenizer);

    private static TextTokenizer Load()
    {
        using var folder = new TemporaryFolder();
        File.Copy(Path.Combine(TokenizerFiles.GoldenFolder, "tokenizer.json"), folder.File("tokenizer.json"));
        folder.WriteText("tokenizer_config.json", """{ "eos_token": "<|endoftext|>" }""");
        return TextTokenizer.Load(folder.Path);
    }
}
