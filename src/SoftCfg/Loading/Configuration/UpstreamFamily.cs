namespace SoftCfg.Loading.Configuration;

/// <summary>Whose sampling script a configuration belongs to.</summary>
public enum UpstreamFamily
{
    /// <summary>AliTok: its own generator and tokenizer (Xudangliatiger/alitok, sample_imagenet.py).</summary>
    AliTok,

    /// <summary>RAR with the MaskGIT-VQ tokenizer (bytedance/1d-tokenizer, sample_imagenet_rar.py).</summary>
    Rar,

    /// <summary>RAR with the RobusTok tokenizer (Xudangliatiger/RobusTok, sample_imagenet_rar.py).</summary>
    RobusTok,
}
