namespace Importer.Health;

/// <summary>The table of what models say to test calls that do not suit them.</summary>
/// <remarks>
/// Sources: https://learn.microsoft.com/azure/ai-services/openai/how-to/reasoning (output limits, parameters),
/// https://learn.microsoft.com/azure/ai-foundry/openai/audio-completions-quickstart (audio),
/// https://learn.microsoft.com/azure/ai-foundry/openai/how-to/deep-research (tools). The services' wording is not a contract: what
/// is not in the table is unknown, and neither healthy nor a reason to leave a deployment out.
/// </remarks>
internal static class ModelRefusals
{
    private static readonly (string[] All, RefusalProof Proof)[] Table =
    [
        (["max_tokens or model output limit was reached"], RefusalProof.Works),
        (["could not finish the message because"], RefusalProof.Works),
        (["model output limit"], RefusalProof.Works),
        (["requires", "audio"], RefusalProof.Answers),
        (["requires", "image"], RefusalProof.Answers),
        (["requires", "tools"], RefusalProof.Answers),
        (["requires at least one of"], RefusalProof.Answers),
        (["at least", "tokens"], RefusalProof.Answers),
        (["integer_below_min_value"], RefusalProof.Answers),
        (["integer below minimum value"], RefusalProof.Answers),
        (["unsupported_parameter"], RefusalProof.Answers),
        (["unsupported parameter"], RefusalProof.Answers),
        (["unsupported_value"], RefusalProof.Answers),
        (["unsupported value"], RefusalProof.Answers),
        (["missing_required_parameter"], RefusalProof.Answers),
        (["missing required parameter"], RefusalProof.Answers),
        (["unknown_parameter"], RefusalProof.Answers),
        (["is only supported with streaming"], RefusalProof.Answers),
        (["must be streamed"], RefusalProof.Answers),
        (["audio", "too short"], RefusalProof.Answers),
        (["OperationNotSupported"], RefusalProof.WrongOperation),
        (["does not work with the specified model"], RefusalProof.WrongOperation),
    ];

    /// <summary>What the refusal proves; null when it proves nothing.</summary>
    public static RefusalProof? Of(ProbeFault fault)
    {
        if (fault is not { Status: 400 or 422, Source: ErrorSource.Model })
        {
            return null;
        }

        foreach (var (all, proof) in Table)
        {
            if (Array.TrueForAll(all, word => fault.Says(word)))
            {
                return proof;
            }
        }

        return null;
    }
}

/// <summary>What a model's refusal of a test call proves.</summary>
internal enum RefusalProof
{
    /// <summary>Path, identity and deployment, and that the model ran: it is healthy.</summary>
    Works,

    /// <summary>Path, identity and deployment: the model is there and wants another request than the test call.</summary>
    Answers,

    /// <summary>That the deployment is there, and that this operation is none of its model's.</summary>
    WrongOperation,
}
