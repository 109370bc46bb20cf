namespace Importer.Policies;

/// <summary>The pricing tiers of API Management; a set of them says where a policy element works.</summary>
[Flags]
public enum PolicyTiers
{
    /// <summary>On no tier.</summary>
    None = 0,

    /// <summary>Consumption.</summary>
    Consumption = 1,

    /// <summary>Developer.</summary>
    Developer = 2,

    /// <summary>Basic.</summary>
    Basic = 4,

    /// <summary>Standard.</summary>
    Standard = 8,

    /// <summary>Premium, also under its older name Isolated.</summary>
    Premium = 16,

    /// <summary>Basic v2.</summary>
    BasicV2 = 32,

    /// <summary>Standard v2.</summary>
    StandardV2 = 64,

    /// <summary>Premium v2.</summary>
    PremiumV2 = 128,

    /// <summary>The tiers with dedicated units of the first generation.</summary>
    Classic = Developer | Basic | Standard | Premium,

    /// <summary>The second generation.</summary>
    V2 = BasicV2 | StandardV2 | PremiumV2,

    /// <summary>Every tier but Consumption.</summary>
    Dedicated = Classic | V2,

    /// <summary>Every tier.</summary>
    All = Dedicated | Consumption,
}
