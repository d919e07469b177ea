"""Fits a line to noisy points: enough to see whether the GPU is used."""

import torch


def main() -> None:
    device = "cuda" if torch.cuda.is_available() else "cpu"
    x = torch.linspace(0, 1, 1_000, device=device).unsqueeze(1)
    y = 3 * x + 0.5 + 0.05 * torch.randn_like(x)
    model = torch.nn.Linear(1, 1).to(device)
    optimizer = torch.optim.Adam(model.parameters(), lr=0.05)
    for step in range(500):
        loss = torch.nn.functional.mse_loss(model(x), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        if step % 100 == 0:
            print(f"step {step}: loss {loss.item():.4f} on {device}")


if __name__ == "__main__":
    main()
